INSERT INTO fleet.pause (reason, actor) VALUES (:reason, :actor)
