import { tabletFaces } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useServices } from "../../shared/services.ts";
import { PinPad } from "./pin-pad.tsx";
import { useTabletText } from "./texts.ts";

type Props = { storeId: string; open: boolean; onClose: () => void };
type Face = { memberId: string; nickname: string };

const pathOf = (storeId: string) => `/member/staff/at/${encodeURIComponent(storeId)}`;

export function StepUpDialog({ storeId, open, onClose }: Props) {
  const say = useTabletText();
  return (
    <Dialog open={open} title={say("stepTitle")} onClose={onClose}>
      <Faces storeId={storeId} onDone={onClose} />
      <Button look="bare" wide onClick={onClose}>
        {say("cancel")}
      </Button>
    </Dialog>
  );
}

function Faces({ storeId, onDone }: { storeId: string; onDone: () => void }) {
  const say = useTabletText();
  const { api, session } = useServices();
  const [picked, setPicked] = useState<Face>();
  const faces = useQuery({
    queryKey: ["faces", storeId],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: pathOf(storeId), answer: tabletFaces, signal })).body.faces,
  });
  const step = useMutation({
    mutationFn: ({ memberId, pin }: { memberId: string; pin: string }) =>
      session.stepUp(`${pathOf(storeId)}/switch`, { memberId, pin }),
    onSuccess: onDone,
  });
  if (picked) {
    return (
      <PinPad
        title={say("pinOf", { name: picked.nickname })}
        isBusy={step.isPending}
        error={step.error}
        onBack={() => {
          step.reset();
          setPicked(undefined);
        }}
        onPin={(pin) => step.mutate({ memberId: picked.memberId, pin })}
      />
    );
  }
  return (
    <>
      <p className="soft">{say("stepLead")}</p>
      {faces.isPending ? <Skeleton height="6rem" /> : null}
      {faces.error ? <FailureNote error={faces.error} /> : null}
      {faces.data?.length === 0 ? <p data-testid="no-faces">{say("nobody")}</p> : null}
      <ul className="faces">
        {faces.data?.map((face) => (
          <li key={face.memberId}>
            <Button look="quiet" wide data-testid="face" onClick={() => setPicked(face)}>
              {face.nickname}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
