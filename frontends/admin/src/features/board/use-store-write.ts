import { newKey } from "@siren/web/connections";
import { useMutation } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";

const patienceMs = 60_000;

type Write<W> = {
  storeId: string;
  /** Method, path below the store, and body. */
  call: (wish: W) => { method: "PUT" | "POST"; path: string; body: object };
  onDone: (wish: W) => void;
};

/** Something that is said of the store: the last word counts, and the same word sent twice counts once. */
export function useStoreWrite<W>({ storeId, call, onDone }: Write<W>) {
  const { api } = useServices();
  const write = useMutation({
    mutationFn: ({ wish, key }: { wish: W; key: string }) => {
      const { method, path, body } = call(wish);
      return api({
        ...{ method, path: `/barista/stores/${encodeURIComponent(storeId)}${path}`, body },
        ...{ answer: null, key, retryForMs: patienceMs },
      });
    },
    onSuccess: (_answer, { wish }) => onDone(wish),
  });
  return {
    say: (wish: W) => write.mutate({ wish, key: newKey() }),
    /** What was said and is not answered yet. */
    wished: write.isPending ? write.variables.wish : undefined,
    error: write.error,
  };
}
