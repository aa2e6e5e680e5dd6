import type { Check } from "./check.ts";
import { aggregates } from "./checks/aggregates.ts";
import { arrayQueries } from "./checks/array-queries.ts";
import { arrayUpdates } from "./checks/array-updates.ts";
import { bsonTypes } from "./checks/bson-types.ts";
import { bulkWrites } from "./checks/bulk-writes.ts";
import { clientBulkWrites } from "./checks/client-bulk-writes.ts";
import { commands } from "./checks/commands.ts";
import { comparisonQueries } from "./checks/comparison-queries.ts";
import { cursors } from "./checks/cursors.ts";
import { expressionQueries } from "./checks/expression-queries.ts";
import { fieldUpdates } from "./checks/field-updates.ts";
import { findAndModify } from "./checks/find-and-modify.ts";
import { indexes } from "./checks/indexes.ts";
import { mongooseModels } from "./checks/mongoose-models.ts";
import { positionalUpdates } from "./checks/positional-updates.ts";
import { projections } from "./checks/projections.ts";
import { refusedForms } from "./checks/refused-forms.ts";
import { replacingAndUpserting } from "./checks/replacing-and-upserting.ts";
import { retriedWrites } from "./checks/retried-writes.ts";
import { sorting } from "./checks/sorting.ts";
import { transactions } from "./checks/transactions.ts";

export const suite: Check[] = [
  ...comparisonQueries,
  ...arrayQueries,
  ...expressionQueries,
  ...sorting,
  ...projections,
  ...fieldUpdates,
  ...arrayUpdates,
  ...positionalUpdates,
  ...replacingAndUpserting,
  ...findAndModify,
  ...aggregates,
  ...bsonTypes,
  ...indexes,
  ...bulkWrites,
  ...clientBulkWrites,
  ...cursors,
  ...commands,
  ...refusedForms,
  ...mongooseModels,
  ...transactions,
  ...retriedWrites,
];
