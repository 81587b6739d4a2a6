-- In which role somebody is there, where the identity provider says so; empty: his account's own.
ALTER TABLE books.session ADD COLUMN role text COLLATE "C" NOT NULL DEFAULT '';
