-- Of the file: how much of it belongs to pieces that H2 still has, and how much of those is still referred to.
SELECT (SELECT CAST(setting_value AS INTEGER) FROM information_schema.settings WHERE setting_name = 'info.FILL_RATE')
     * (SELECT CAST(setting_value AS INTEGER) FROM information_schema.settings WHERE setting_name = 'info.CHUNKS_FILL_RATE')
     / 100
