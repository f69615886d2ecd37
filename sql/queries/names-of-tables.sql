SELECT LOWER(table_name)
FROM information_schema.tables
