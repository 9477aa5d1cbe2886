-- SQLite has this order in the table itself.
CREATE INDEX statuses_by_id ON statuses (id);
