ALTER TABLE record.item ADD COLUMN exercise text COLLATE "C";
