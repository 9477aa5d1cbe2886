-- What somebody is told of. kind: see the module's model. status_id: 0 if it is about no status.
CREATE TABLE notifications (
    id {int} NOT NULL,
    account_id {int} NOT NULL,
    bucket {int} NOT NULL,
    kind {int} NOT NULL,
    from_id {int} NOT NULL,
    status_id {int} NOT NULL,
    PRIMARY KEY ({bucket}id)
);
-- One for each thing that happened, however often a job runs.
CREATE UNIQUE INDEX notifications_once ON notifications ({bucket}account_id, kind, from_id, status_id);
CREATE INDEX notifications_page ON notifications ({bucket}account_id, id);
CREATE INDEX notifications_by_status ON notifications (status_id, id) WHERE status_id > 0;
