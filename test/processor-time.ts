/**
 * What work costs: time that processors spent on it, not time that passed. Tests that bound a cost run beside others and
 * on machines that are busy, and waiting for a processor is no cost of the work.
 */

/** Milliseconds of processor time that this process spends while `work` runs. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
