type Fields = Record<string, unknown>;

const tests: Record<string, (value: unknown, wanted: unknown) => boolean> = {
  $in: (value, wanted) => (wanted as unknown[]).includes(value),
  $gt: (value, wanted) => isNumber(value) && value > Number(wanted),
  $gte: (value, wanted) => isNumber(value) && value >= Number(wanted),
  $lte: (value, wanted) => isNumber(value) && value <= Number(wanted),
  $lt: (value, wanted) => isNumber(value) && value < Number(wanted),
  $ne: (value, wanted) => value !== wanted,
  $type: (value, wanted) => typeof value === wanted,
};

const isNumber = (value: unknown): value is number => typeof value === "number";

/** The filters that the services use and nothing else: an operator that is not known here is an error. */
export function matches(doc: Fields, filter: Fields): boolean {
  return Object.entries(filter).every(([field, wanted]) => {
    const value = doc[field] ?? null;
    if (typeof wanted !== "object" || wanted === null) return value === wanted;
    return Object.entries(wanted).every(([operator, operand]) => {
      const test = tests[operator];
      if (!test) throw new Error(`a filter by ${operator} is more than this store can do`);
      return test(value, operand);
    });
  });
}
