import { type StaffView, staffList } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useServices } from "../../shared/services.ts";
import { Asked, Part } from "./desk-parts.tsx";
import { staffKey } from "./desk-queries.ts";
import { StaffEditor } from "./staff-editor.tsx";
import { StaffRows } from "./staff-rows.tsx";
import { useStaffText } from "./staff-texts.ts";

/** Who works at this store; a manager appoints, changes and lets go. */
export function StaffScreen({ storeId }: { storeId: string }) {
  const say = useStaffText();
  const { api, health } = useServices();
  const away = useObservable(health.troubles).member;
  const [picked, setPicked] = useState<StaffView | "new" | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const staff = useQuery({
    queryKey: staffKey(storeId),
    queryFn: async ({ signal }) => {
      const path = `/member/staff?${new URLSearchParams({ store: storeId })}`;
      return (await api({ method: "GET", path, answer: staffList, signal })).body.staff;
    },
  });
  return (
    <Part title={say("staff")} lead={say("staffLead")}>
      {away ? <Note tone="warn">{say("away")}</Note> : null}
      <fieldset className="desk-form" disabled={away !== undefined}>
        <Asked query={staff}>
          {(all) => {
            const found = picked === "new" ? undefined : all.find((one) => one.memberId === picked?.memberId);
            if (picked === "new" || found)
              return (
                <StaffEditor
                  key={found?.memberId ?? "new"}
                  {...{ storeId, found }}
                  onDone={(name) => {
                    setAdded(picked === "new" ? name : null);
                    setPicked(null);
                  }}
                />
              );
            return (
              <>
                {added === null ? null : (
                  <div data-testid="staff-added">
                    <Note>{say("added", { name: added })}</Note>
                  </div>
                )}
                <Button
                  data-testid="add-staff"
                  onClick={() => {
                    setAdded(null);
                    setPicked("new");
                  }}
                >
                  {say("add")}
                </Button>
                <StaffRows {...{ storeId, all }} onEdit={setPicked} />
              </>
            );
          }}
        </Asked>
      </fieldset>
    </Part>
  );
}
