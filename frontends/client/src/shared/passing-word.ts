import { observable } from "@siren/web/observable";

/** What went into the cart just now, said wherever somebody is; each an object of its own, for the same may go in twice. */
export const justAdded = observable<{ name: string } | null>(null);
