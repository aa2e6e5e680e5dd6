/**
 * After a stroke of work its loop rests for so many times as long as the stroke took: what comes meanwhile is done by
 * one stroke, told by one page and taken by one transaction at each reader, which is most of what an event costs. What
 * comes after a quiet moment waits for nothing; a busy machine, whose strokes take longer, gathers more.
 */
const restsPerStroke = 2;
const mostRestMs = 60;

export const restAfterMs = (tookMs: number): number => Math.min(mostRestMs, restsPerStroke * tookMs);
