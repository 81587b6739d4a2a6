-- What a person signs in with; the text names the function and its cost.
CREATE TABLE books.password (
  account text COLLATE "C" NOT NULL PRIMARY KEY,
  hash text COLLATE "C" NOT NULL,
  set_at text COLLATE "C" NOT NULL
);

-- Who is signed in. The secret itself is in the browser's cookie alone.
CREATE TABLE books.session (
  secret_sha256 text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  opened_at text COLLATE "C" NOT NULL,
  active_at text COLLATE "C" NOT NULL,
  confirmed_at text COLLATE "C" NOT NULL
);
CREATE INDEX session_account ON books.session (account);
