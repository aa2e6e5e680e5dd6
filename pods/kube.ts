/** Of Kubernetes' objects, what this command reads and writes. */
export type Metadata = { name: string; namespace?: string; labels?: Record<string, string> };

export type EnvEntry = {
  name: string;
  value?: string;
  valueFrom?: {
    fieldRef?: { fieldPath: string };
    secretKeyRef?: { name: string; key: string };
    configMapKeyRef?: { name: string; key: string };
  };
};

export type Probe = {
  httpGet?: { path: string; port: string | number };
  exec?: { command: string[] };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
};

export type Container = {
  name: string;
  image: string;
  args?: string[];
  ports?: { name?: string; containerPort: number; hostPort?: number; hostIP?: string }[];
  env?: EnvEntry[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string }; prefix?: string }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
};

export type Volume = {
  name: string;
  emptyDir?: object;
  secret?: { secretName: string; optional?: boolean };
  configMap?: { name: string; optional?: boolean };
  persistentVolumeClaim?: { claimName: string };
};

export type PodSpec = {
  containers: Container[];
  volumes?: Volume[];
  hostAliases?: { ip: string; hostnames: string[] }[];
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
};

export type Kube = {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  data?: Record<string, string>;
  type?: string;
  spec?: {
    replicas?: number;
    template?: { metadata?: { labels?: Record<string, string> }; spec: PodSpec };
    selector?: Record<string, string>;
    ports?: { port: number }[];
  } & Partial<PodSpec>;
};
