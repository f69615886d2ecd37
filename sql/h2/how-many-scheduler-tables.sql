SELECT COUNT(*)
FROM information_schema.tables
WHERE table_schema = 'PUBLIC' AND table_name LIKE 'QRTZ@_%' ESCAPE '@'
