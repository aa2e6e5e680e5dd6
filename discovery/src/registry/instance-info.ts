/** What the registry knows of one instance, in Eureka's own words. Times are epoch milliseconds. */
export const STATUSES = ["UP", "DOWN", "STARTING", "OUT_OF_SERVICE", "UNKNOWN"] as const;
export type Status = (typeof STATUSES)[number];

export const isStatus = (text: string): text is Status => (STATUSES as readonly string[]).includes(text);

export type DataCenter =
  | { readonly name: "MyOwn" | "Netflix" }
  | { readonly name: "Amazon"; readonly metadata: Readonly<Record<string, string>> };

export type PortInfo = { readonly number: number; readonly enabled: boolean };

export type InstanceInfo = {
  readonly instanceId: string;
  readonly hostName: string;
  readonly app: string;
  readonly ipAddr: string;
  readonly sid?: string;
  readonly status: Status;
  readonly overriddenStatus: Status;
  readonly port: PortInfo;
  readonly securePort: PortInfo;
  readonly countryId: number;
  readonly dataCenter: DataCenter;
  readonly renewalIntervalInSecs: number;
  readonly durationInSecs: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly appGroupName?: string;
  readonly homePageUrl?: string;
  readonly statusPageUrl?: string;
  readonly healthCheckUrl?: string;
  readonly secureHealthCheckUrl?: string;
  readonly vipAddress?: string;
  readonly secureVipAddress?: string;
  readonly lastUpdatedTimestamp: number;
  readonly lastDirtyTimestamp: number;
  readonly actionType?: "ADDED" | "MODIFIED" | "DELETED";
  readonly asgName?: string;
  /** About what it takes in memory; measured when it is read, and carried along. */
  readonly bytes: number;
};
