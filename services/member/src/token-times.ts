export const accessLifetimeMs = 15 * 60 * 1000;
/** The longest-lived of what a token key signs. */
export const passLifetimeMs = 12 * 60 * 60 * 1000;
export const refreshLifetimeMs = 30 * 24 * 60 * 60 * 1000;
