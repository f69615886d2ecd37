SELECT CAST(fleet.known_v1(:installation, CAST(:events AS JSON)) AS TEXT)
