// Preloaded into a measured server (`node --import`): answers, over the process's own channel, what it has used so far.
// It owns nothing of the server and loads before it.
import { monitorEventLoopDelay } from "node:perf_hooks";

const everyMs = 1;
let delay;

const answers = {
  usage() {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  },
  watchDelay() {
    delay = monitorEventLoopDelay({ resolution: everyMs });
    delay.enable();
    return {};
  },
  // The histogram counts from one tick of its timer to the next, so what is beyond the interval is the delay.
  delay() {
    delay.disable();
    const ms = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - everyMs);
    return { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) };
  },
};

process.on("message", ({ id, ask }) => process.send({ id, answer: answers[ask]() }));
// Asking must not keep a server alive that wants to end.
process.channel?.unref();
