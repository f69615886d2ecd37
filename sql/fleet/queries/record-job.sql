INSERT INTO keeper_job AS j (name, begun_at, ended_at, keeper, times, detail)
VALUES (:name, :begunAt, clock_timestamp(), session_user, 1, :detail)
ON CONFLICT (name) DO UPDATE SET begun_at = excluded.begun_at, ended_at = excluded.ended_at, keeper = excluded.keeper, times = j.times + 1,
    detail = excluded.detail
