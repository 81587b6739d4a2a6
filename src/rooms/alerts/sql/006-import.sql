CREATE TABLE alerts.import (
  reference text COLLATE "C" NOT NULL,
  level text COLLATE "C" NOT NULL,
  category text COLLATE "C" NOT NULL,
  exercise text COLLATE "C" NOT NULL,
  sender text COLLATE "C" NOT NULL,
  signer text COLLATE "C",
  act text COLLATE "C" NOT NULL,
  PRIMARY KEY (reference, level, category, exercise)
);
