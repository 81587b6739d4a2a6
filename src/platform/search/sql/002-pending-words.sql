-- New words wait in a list that every query reads too, and are sorted into the index together: a bulk of them costs half. The
-- indexer has the list emptied when nothing waits any more.
ALTER INDEX search.document_words SET (gin_pending_list_limit = 65536);
