/** What supervisors and balancers ask: is the process alive, is it ready for work. It tells nothing else. */
import { jsonResponse, type PathRoute } from "../protocols/http.js";

/** What readiness depends on. */
export interface HealthNeeds {
  /** Fails when the server could not serve a request now, e.g. because the store does not answer. */
  check(): Promise<void>;
  isDraining(): boolean;
}

/** How long a check may take before the server counts as not ready, in milliseconds. */
const patienceMs = 2_000;

/** `/health/live` and `/health/ready`. */
export function healthRoutes({ check, isDraining }: HealthNeeds): readonly PathRoute[] {
  return [
    probe("/health/live", async () => jsonResponse(200, { status: "live" })),
    probe("/health/ready", async () => {
      if (isDraining()) return jsonResponse(503, { status: "draining" });
      return (await succeeds(check))
        ? jsonResponse(200, { status: "ready" })
        : jsonResponse(503, { status: "not ready" });
    }),
  ];
}

function probe(path: string, handle: PathRoute["handle"]): PathRoute {
  return {
    name: "health",
    methods: ["GET"],
    browsers: "navigation",
    maxBodyBytes: 0,
    isProbe: true,
    match: (asked) => (asked === path ? {} : undefined),
    handle,
  };
}

async function succeeds(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, patienceMs, false);
  });
  try {
    return await Promise.race([check().then(() => true), late]);
  } catch {
    // Why is for the check's own log; a probe is told yes or no.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
