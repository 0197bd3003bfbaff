/** The actions of CloudFormation's API that are about drift, over their desk, and how drift looks in answers. */
import type { XmlValue } from "../../protocols/xml.js";
import type { DriftDesk } from "../stacks/drift-desk.js";
import type { Ledger } from "../stacks/ledger.js";
import type { Stack, StackResource } from "../stacks/stack.js";
import type { StackDesk } from "../stacks/stack-desk.js";
import type { Action } from "./actions.js";

const statuses = ["IN_SYNC", "MODIFIED", "DELETED", "NOT_CHECKED", "UNKNOWN"] as const;

/** The four actions. */
export function driftActions({ drifts, stacks, ledger }: { drifts: DriftDesk; stacks: StackDesk; ledger: Ledger }) {
  return {
    async DetectStackDrift(asker, read) {
      const StackDriftDetectionId = await drifts.detect(
        asker,
        read.required("StackName"),
        read.texts("LogicalResourceIds"),
      );
      return { StackDriftDetectionId };
    },

    async DescribeStackDriftDetectionStatus(asker, read) {
      const { id, drift } = await drifts.detection(asker, read.required("StackDriftDetectionId", 36));
      return {
        StackId: id,
        StackDriftDetectionId: drift.detectionId,
        StackDriftStatus: drift.status,
        DetectionStatus: "DETECTION_COMPLETE",
        DriftedStackResourceCount: drift.drifted,
        Timestamp: new Date(drift.checkedAt).toISOString(),
      };
    },

    async DescribeStackResourceDrifts(asker, read) {
      const stack = await stacks.findOrThrow(asker, read.required("StackName"));
      const wanted = read.texts("StackResourceDriftStatusFilters") ?? statuses;
      const rows = [...(await ledger.resources(stack.id)).values()];
      const drifts = rows.filter(({ drift }) => drift !== undefined && wanted.includes(drift.status));
      return { StackResourceDrifts: drifts.map((row) => driftView(stack, row)) };
    },

    async DetectStackResourceDrift(asker, read) {
      const name = read.required("StackName");
      const row = await drifts.detectOne(asker, name, read.required("LogicalResourceId"));
      return { StackResourceDrift: driftView(await stacks.findOrThrow(asker, name), row) };
    },
  } satisfies Record<string, Action>;
}

function driftView(stack: Stack, { logicalId, physicalId, type, drift }: StackResource): XmlValue {
  if (drift === undefined) throw new Error(`${logicalId} was not compared`);
  const secrets = stack.content.parameters.filter(({ noEcho }) => noEcho).flatMap(({ given }) => given || []);
  /** What a parameter must not echo is not shown here either. */
  const shown = (text: string): string => secrets.reduce((left, secret) => left.replaceAll(secret, "****"), text);
  return {
    StackId: stack.id,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    PhysicalResourceIdContext: [],
    ResourceType: type,
    ExpectedProperties: drift.status === "UNKNOWN" ? undefined : shown(JSON.stringify(drift.expected)),
    ActualProperties:
      drift.status === "UNKNOWN" || drift.status === "DELETED" ? undefined : shown(JSON.stringify(drift.actual)),
    PropertyDifferences: drift.differences.map(({ path, expected, actual, kind }) => ({
      PropertyPath: path,
      ExpectedValue: shown(expected),
      ActualValue: shown(actual),
      DifferenceType: kind,
    })),
    StackResourceDriftStatus: drift.status,
    DriftStatusReason: drift.reason,
    Timestamp: new Date(drift.checkedAt).toISOString(),
  };
}
