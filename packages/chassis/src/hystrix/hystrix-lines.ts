import type { ServiceState } from "../balancing/balancer.ts";

/** One line of a stream, as Hystrix's dashboard reads it: it throws away a line in which one of these is missing. */
export type HystrixLine = Record<string, unknown> & { type: string; name: string };

const shares = [0, 25, 50, 75, 90, 95, 99, 99.5, 100] as const;

/** Counted by others, and never by us: there is no fallback, cache or collapsing behind our breakers. */
const never = {
  rollingCountCollapsedRequests: 0,
  rollingCountEmit: 0,
  rollingCountExceptionsThrown: 0,
  rollingCountFallbackEmit: 0,
  rollingCountFallbackFailure: 0,
  rollingCountFallbackMissing: 0,
  rollingCountFallbackRejection: 0,
  rollingCountFallbackSuccess: 0,
  rollingCountResponsesFromCache: 0,
  rollingCountThreadPoolRejected: 0,
};

/** Said of each command, and the same for all of ours. */
const properties = {
  propertyValue_circuitBreakerForceOpen: false,
  propertyValue_circuitBreakerForceClosed: false,
  propertyValue_circuitBreakerEnabled: true,
  propertyValue_executionIsolationStrategy: "SEMAPHORE",
  // Each call has a deadline of its own; the breaker has none.
  propertyValue_executionIsolationThreadTimeoutInMilliseconds: 0,
  propertyValue_executionTimeoutInMilliseconds: 0,
  propertyValue_executionIsolationThreadInterruptOnTimeout: true,
  propertyValue_executionIsolationThreadPoolKeyOverride: null,
  propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests: 0,
  propertyValue_requestCacheEnabled: false,
  propertyValue_requestLogEnabled: false,
};

/** Who calls and whom: one service has a breaker in each of its callers, and their moods differ. */
const commandName = (caller: string, service: string) => `${caller}_${service}`;

/** How one caller's way to each service stands: a command for the breaker, a pool for the bulkhead. */
export function hystrixLines(
  caller: string,
  instance: string,
  states: readonly ServiceState[],
  atMs: number,
): HystrixLine[] {
  return states.flatMap((state) => [
    commandOf(caller, instance, state, atMs),
    poolOf(caller, instance, state, atMs),
  ]);
}

function commandOf(caller: string, instance: string, state: ServiceState, atMs: number): HystrixLine {
  const { breaker, settings, lately, service } = state;
  const { success, failure, timeout, rejected, shortCircuited, badRequest } = lately.counts;
  const errorCount = failure + timeout + rejected;
  const requestCount = success + errorCount;
  const latency = Object.fromEntries(
    shares.map((share) => [String(share), Math.round(lately.quantileMs(share / 100))]),
  );
  const meanMs = Math.round(lately.meanMs);
  return {
    type: "HystrixCommand",
    name: commandName(caller, service),
    group: service,
    threadPool: commandName(caller, service),
    instanceId: instance,
    currentTime: atMs,
    isCircuitBreakerOpen: breaker.state !== "closed",
    errorPercentage: requestCount === 0 ? 0 : Math.round((100 * errorCount) / requestCount),
    errorCount,
    requestCount,
    ...never,
    rollingCountBadRequests: badRequest,
    rollingCountFailure: failure,
    rollingCountSemaphoreRejected: rejected,
    rollingCountShortCircuited: shortCircuited,
    rollingCountSuccess: success,
    rollingCountTimeout: timeout,
    currentConcurrentExecutionCount: state.underWay,
    rollingMaxConcurrentExecutionCount: state.underWay,
    latencyExecute_mean: meanMs,
    latencyExecute: latency,
    latencyTotal_mean: meanMs,
    latencyTotal: latency,
    ...properties,
    propertyValue_circuitBreakerRequestVolumeThreshold: settings.volumeThreshold,
    propertyValue_circuitBreakerSleepWindowInMilliseconds: settings.resetMs,
    propertyValue_circuitBreakerErrorThresholdPercentage: settings.errorThresholdPercentage,
    propertyValue_executionIsolationSemaphoreMaxConcurrentRequests: settings.mostUnderWay,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds: lately.windowMs,
    reportingHosts: 1,
  };
}

/** The bulkhead as the pool that it stands in for: without one a dashboard says for ever that pools are loading. */
function poolOf(caller: string, instance: string, state: ServiceState, atMs: number): HystrixLine {
  const { settings, lately, service, underWay } = state;
  return {
    type: "HystrixThreadPool",
    name: commandName(caller, service),
    instanceId: instance,
    currentTime: atMs,
    currentActiveCount: underWay,
    currentCompletedTaskCount: lately.count,
    currentCorePoolSize: settings.mostUnderWay,
    currentLargestPoolSize: underWay,
    currentMaximumPoolSize: settings.mostUnderWay,
    currentPoolSize: settings.mostUnderWay,
    currentQueueSize: 0,
    currentTaskCount: lately.count,
    rollingCountThreadsExecuted: lately.count,
    rollingMaxActiveThreads: underWay,
    rollingCountCommandRejections: lately.counts.rejected,
    propertyValue_queueSizeRejectionThreshold: settings.mostUnderWay,
    propertyValue_metricsRollingStatisticalWindowInMilliseconds: lately.windowMs,
    reportingHosts: 1,
  };
}
