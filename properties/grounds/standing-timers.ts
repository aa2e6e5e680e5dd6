/** A card is allowed anew for ever; the others' time ends by itself and finds nothing left to do. */
export const isStanding = (timerId: string) => /^(allowance|claim|load|release):/.test(timerId);
