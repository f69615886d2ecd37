UPDATE fleet.pause SET until = now() WHERE until IS NULL
