SELECT CAST(fleet.heartbeat_v1(CAST(:beat AS JSON)) AS TEXT)
