/** The parts of eureka-js-client 4.5.0 that we use; the package brings no types. */
declare module "eureka-js-client" {
  type Callback = (error: Error | null | undefined) => void;
  type WireResponse = { statusCode: number };
  type RequestOptions = Record<string, unknown> & {
    baseUrl?: string;
    body?: { instance?: Record<string, unknown> };
  };
  type Settings = {
    cwd?: string;
    filename?: string;
    logger?: Record<"debug" | "info" | "warn" | "error", (...words: unknown[]) => void>;
    requestMiddleware?: (request: RequestOptions, done: (request: RequestOptions) => void) => void;
    shouldUseDelta?: boolean;
    instance: Record<string, unknown>;
    eureka: Record<string, unknown>;
  };
  export class Eureka {
    constructor(settings: Settings);
    config: Settings;
    /** The first is asked first; one that does not answer goes to the end. */
    clusterResolver: { serviceUrls: string[] };
    register(done?: Callback): void;
    deregister(done?: Callback): void;
    fetchRegistry(done?: Callback): void;
    transformRegistry(registry: unknown): void;
    eurekaRequest(
      request: Record<string, unknown>,
      done: (error: Error | null | undefined, response?: WireResponse, body?: unknown) => void,
    ): void;
  }
}
