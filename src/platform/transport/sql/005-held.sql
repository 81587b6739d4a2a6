CREATE INDEX received_held ON transport.received (peer, stream, number) WHERE outcome = 'held';
