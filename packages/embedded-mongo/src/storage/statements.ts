/**
 * The SQL of a collection and of an index, written once each: connections know their prepared statements by its text,
 * and to put that together with every row takes as long as some of the statements.
 */
export const collectionSql = (id: number) => ({
  insert: `INSERT INTO c${id}(doc) VALUES(?)`,
  replace: `UPDATE c${id} SET doc=? WHERE r=?`,
  remove: `DELETE FROM c${id} WHERE r=?`,
  one: `SELECT doc FROM c${id} WHERE r=?`,
  all: `SELECT r, doc FROM c${id}`,
});

export const indexSql = (id: number, collection: number) => {
  const range = (order: string) =>
    `SELECT i.r, c.doc FROM i${id} i CROSS JOIN c${collection} c ON c.r=i.r WHERE i.k>=? AND i.k<? ORDER BY i.k ${order}`;
  return {
    insert: `INSERT INTO i${id}(k, r) VALUES(?, ?)`,
    /** Changes nothing where the key is there: only a unique index has one to meet. */
    insertNew: `INSERT INTO i${id}(k, r) VALUES(?, ?) ON CONFLICT(k) DO NOTHING`,
    remove: `DELETE FROM i${id} WHERE k=? AND r=?`,
    holder: `SELECT r FROM i${id} WHERE k=?`,
    rows: `SELECT r FROM i${id} WHERE k>=? AND k<?`,
    point: `SELECT i.r, c.doc FROM i${id} i CROSS JOIN c${collection} c ON c.r=i.r WHERE i.k=?`,
    forwards: range("ASC"),
    backwards: range("DESC"),
  };
};
