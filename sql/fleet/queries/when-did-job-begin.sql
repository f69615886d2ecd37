SELECT begun_at FROM keeper_job WHERE name = :name
