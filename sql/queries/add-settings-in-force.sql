INSERT INTO settings_in_force (host, since, settings) VALUES (:host, :since, :settings)
