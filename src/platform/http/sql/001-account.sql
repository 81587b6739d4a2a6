CREATE SCHEMA IF NOT EXISTS books;

CREATE TABLE books.account (
  name text COLLATE "C" NOT NULL PRIMARY KEY,
  role text COLLATE "C" NOT NULL,
  desk text COLLATE "C" NOT NULL,
  clearance text COLLATE "C" NOT NULL,
  categories text[] COLLATE "C" NOT NULL,
  secret_sha256 text COLLATE "C" NOT NULL,
  disabled boolean NOT NULL
);
CREATE UNIQUE INDEX account_secret ON books.account (secret_sha256);
