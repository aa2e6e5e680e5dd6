import { readdir } from "node:fs/promises";
import type { Meter } from "@opentelemetry/api";

/** A pause is told for at least so long, so that whoever looks every 15 s sees each. */
const toldForMs = 30_000;
const lookEveryMs = 100;

/**
 * What a process is to the machine, under the names that dashboards for Node know. All of it is read when somebody
 * looks. Garbage collections are not here: watching them was measured to cost 0.1 ms each and 4 MB a process; a long
 * one is seen as lateness.
 */
export function observeProcess(meter: Meter): { stop(): void } {
  const lateness = watchLateness();
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const counter = (name: string, description: string) => meter.createObservableCounter(name, { description });
  const cpu = counter("process_cpu_seconds", "processor time taken");
  const active = counter(
    "nodejs_eventloop_active_seconds",
    "time in which the event loop had something to do",
  );
  const resident = gauge("process_resident_memory_bytes", "memory of the process");
  const heapUsed = gauge("nodejs_heap_size_used_bytes", "JavaScript's heap, in use");
  const heapTotal = gauge("nodejs_heap_size_total_bytes", "JavaScript's heap, as taken from the system");
  const external = gauge("nodejs_external_memory_bytes", "buffers and the like, outside the heap");
  const startedAt = gauge("process_start_time_seconds", "when it began, since 1970");
  const descriptors = gauge("process_open_fds", "open files and sockets; Linux only");
  const late = gauge(
    "nodejs_eventloop_lag_seconds",
    "the longest that a timer was late in the last half minute",
  );
  const version = gauge("nodejs_version_info", "always 1");

  meter.addBatchObservableCallback(
    async (result) => {
      const { user, system } = process.cpuUsage();
      result.observe(cpu, (user + system) / 1e6);
      result.observe(active, performance.eventLoopUtilization().active / 1e3);
      const memory = process.memoryUsage();
      result.observe(resident, memory.rss);
      result.observe(heapUsed, memory.heapUsed);
      result.observe(heapTotal, memory.heapTotal);
      result.observe(external, memory.external);
      result.observe(startedAt, performance.timeOrigin / 1e3);
      result.observe(late, lateness.worstMs() / 1e3);
      result.observe(version, 1, { version: process.version });
      const open = await readdir("/proc/self/fd").catch(() => undefined);
      if (open) result.observe(descriptors, open.length);
    },
    [cpu, active, resident, heapUsed, heapTotal, external, startedAt, descriptors, late, version],
  );
  return { stop: lateness.stop };
}

function watchLateness(now = performance.now.bind(performance)) {
  let [worst, before] = [0, 0];
  let turnAtMs = now() + toldForMs;
  let lookedAtMs = now();
  const timer = setInterval(() => {
    const atMs = now();
    worst = Math.max(worst, atMs - lookedAtMs - lookEveryMs);
    lookedAtMs = atMs;
    if (atMs < turnAtMs) return;
    turnAtMs = atMs + toldForMs;
    [worst, before] = [0, worst];
  }, lookEveryMs).unref();
  return { worstMs: () => Math.max(worst, before), stop: () => clearInterval(timer) };
}
