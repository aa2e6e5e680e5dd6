import type { People } from "./people.ts";

/** Somebody without an account, who pays at the counter. */
export const guestPlaces = (people: People) => people.place(people.guest());
