-- Keys of people's devices. The private half never leaves the device; the counter tells of a copied one.
CREATE TABLE books.passkey (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  credential text COLLATE "C" NOT NULL,
  public_key text COLLATE "C" NOT NULL,
  handle text COLLATE "C" NOT NULL,
  counter bigint NOT NULL,
  transports text[] COLLATE "C" NOT NULL,
  added_at text COLLATE "C" NOT NULL,
  used_at text COLLATE "C"
);
CREATE INDEX passkey_account ON books.passkey (account);

-- What an identity provider calls a person, and whose account that is. The subject is fixed by the first sign-in.
CREATE TABLE books.identity (
  issuer text COLLATE "C" NOT NULL,
  known_as text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  bound_at text COLLATE "C" NOT NULL,
  used_at text COLLATE "C",
  PRIMARY KEY (issuer, known_as)
);
CREATE INDEX identity_account ON books.identity (account);

-- What takes two steps at the door; the browser alone holds the secret, and each is taken once.
CREATE TABLE books.ceremony (
  secret_sha256 text COLLATE "C" NOT NULL PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  account text COLLATE "C" NOT NULL,
  ends_at text COLLATE "C" NOT NULL
);
CREATE INDEX ceremony_end ON books.ceremony (ends_at);

-- A link that an administrator made, by which one passkey is added.
CREATE TABLE books.enrolment (
  account text COLLATE "C" NOT NULL PRIMARY KEY,
  secret_sha256 text COLLATE "C" NOT NULL,
  ends_at text COLLATE "C" NOT NULL
);

ALTER TABLE books.session ADD COLUMN way text COLLATE "C" NOT NULL DEFAULT 'secret';
