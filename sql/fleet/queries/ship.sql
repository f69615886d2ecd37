SELECT CAST(fleet.ship_v1(:installation, :epoch, CAST(:base AS JSON), CAST(:events AS JSON)) AS TEXT)
