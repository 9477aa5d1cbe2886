-- What was written before has its tags as JSON in the status; names of more than 1 000 bytes are no tags.
INSERT INTO tagged (tag, status_id, account_id)
    SELECT DISTINCT list.value ->> 0, s.id, s.account_id FROM statuses s CROSS JOIN jsonb_array_elements(s.tags::jsonb) AS list(value)
    WHERE s.tags <> '[]' AND s.visibility = 0 AND s.reblog_of_id IS NULL AND octet_length(list.value ->> 0) <= 1000;
INSERT INTO account_tags (tag, status_id, account_id, bucket)
    SELECT DISTINCT list.value ->> 0, s.id, s.account_id, s.bucket FROM statuses s CROSS JOIN jsonb_array_elements(s.tags::jsonb) AS list(value)
    WHERE s.tags <> '[]' AND octet_length(list.value ->> 0) <= 1000;
