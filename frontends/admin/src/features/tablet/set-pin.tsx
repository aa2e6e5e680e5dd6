import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { useTabletText } from "./texts.ts";

/** Six digits of one's own, for the tablets that somebody else has signed in. */
export function SetPin() {
  const say = useTabletText();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button look="quiet" wide data-testid="set-pin" onClick={() => setIsOpen(true)}>
        {say("setPin")}
      </Button>
      <Dialog open={isOpen} title={say("setPinTitle")} onClose={close}>
        <PinForm />
        <div className="ui-dialog-actions">
          <Button look="bare" onClick={close}>
            {say("cancel")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

const codeOf = (error: unknown) => (error instanceof ApiProblem ? error.code : undefined);

function PinForm() {
  const say = useTabletText();
  const { api } = useServices();
  const [current, setCurrent] = useState("");
  const [pin, setPin] = useState("");
  const [isMalformed, setIsMalformed] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api({
        ...{ method: "PUT", path: "/member/me/pin", answer: null },
        ...{ body: { current, pin }, tellsPassword: true },
      }),
    onSuccess() {
      setCurrent("");
      setPin("");
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    const isWhole = /^\d{6}$/.test(pin) && current !== "";
    setIsMalformed(!isWhole);
    if (isWhole) save.mutate();
  }
  const code = codeOf(save.error);
  const pinFault = isMalformed ? say("pinFormat") : code === "BAD_REQUEST" ? say("pinWeak") : undefined;
  const isOther = save.error && code !== "BAD_REQUEST" && code !== "UNAUTHENTICATED";
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="soft">{say("setPinLead")}</p>
      {save.isSuccess ? (
        <Note>
          <p data-testid="pin-saved">{say("saved")}</p>
        </Note>
      ) : null}
      <Field
        label={say("password")}
        type="password"
        autoComplete="current-password"
        maxLength={128}
        value={current}
        error={code === "UNAUTHENTICATED" ? say("wrongPassword") : undefined}
        data-testid="pin-password"
        onChange={({ target }) => setCurrent(target.value)}
      />
      <Field
        label={say("newPin")}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        value={pin}
        error={pinFault}
        data-testid="pin-new"
        onChange={({ target }) => setPin(target.value.replace(/\D/g, ""))}
      />
      {isOther ? <FailureNote error={save.error} /> : null}
      <Button type="submit" wide busy={save.isPending} data-testid="pin-save">
        {say("save")}
      </Button>
    </form>
  );
}
