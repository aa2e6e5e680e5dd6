import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useEffect, useRef, useState } from "react";
import { useTabletText } from "./texts.ts";

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const length = 6;

type Props = {
  title: string;
  isBusy: boolean;
  error: unknown;
  onPin: (pin: string) => void;
  onBack: () => void;
};

/** Large keys for wet fingers; a keyboard's digits do as well. What was typed is shown as dots only. */
export function PinPad({ title, isBusy, error, onPin, onBack }: Props) {
  const say = useTabletText();
  const [typed, setTyped] = useState("");
  const pad = useRef<HTMLFieldSetElement>(null);
  useEffect(() => pad.current?.querySelector("button")?.focus(), []);
  useEffect(() => {
    if (error) setTyped("");
  }, [error]);

  function press(digit: string): void {
    if (isBusy || typed.length >= length) return;
    const now = typed + digit;
    setTyped(now);
    if (now.length === length) onPin(now);
  }
  const erase = () => setTyped((before) => before.slice(0, -1));
  return (
    <fieldset
      ref={pad}
      className="pin-pad"
      aria-label={title}
      aria-busy={isBusy}
      onKeyDown={({ key }) => {
        if (digits.includes(key)) press(key);
        if (key === "Backspace") erase();
      }}
    >
      <legend>{title}</legend>
      <p className="pin-dots" aria-hidden="true">
        {Array.from({ length }, (_, at) => (at < typed.length ? "●" : "○")).join(" ")}
      </p>
      <p className="ui-unseen" role="status">
        {say("typed", { n: typed.length })}
      </p>
      {error && typed === "" ? <FailureNote error={error} /> : null}
      <div className="pin-keys">
        {digits.map((digit) => (
          <Button key={digit} look="quiet" data-testid={`pin-${digit}`} onClick={() => press(digit)}>
            {digit}
          </Button>
        ))}
        <Button look="bare" onClick={erase}>
          {say("erase")}
        </Button>
      </div>
      <Button look="bare" wide onClick={onBack}>
        {say("back")}
      </Button>
    </fieldset>
  );
}
