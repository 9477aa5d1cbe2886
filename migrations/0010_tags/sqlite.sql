-- What was written before has its tags as JSON in the status; names of more than 1 000 bytes are no tags.
INSERT INTO tagged (tag, status_id, account_id)
    SELECT DISTINCT json_extract(list.value, '$[0]'), s.id, s.account_id FROM statuses s CROSS JOIN json_each(s.tags) AS list
    WHERE s.tags <> '[]' AND s.visibility = 0 AND s.reblog_of_id IS NULL AND length(CAST(json_extract(list.value, '$[0]') AS BLOB)) <= 1000;
INSERT INTO account_tags (tag, status_id, account_id, bucket)
    SELECT DISTINCT json_extract(list.value, '$[0]'), s.id, s.account_id, s.bucket FROM statuses s CROSS JOIN json_each(s.tags) AS list
    WHERE s.tags <> '[]' AND length(CAST(json_extract(list.value, '$[0]') AS BLOB)) <= 1000;
