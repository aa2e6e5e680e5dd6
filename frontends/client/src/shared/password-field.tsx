import { Field } from "@siren/web/ui/field";
import { type ComponentProps, useState } from "react";
import "./password-field.css";
import { useSignInText } from "./sign-in-texts.ts";

/** It can be looked at before it is sent: on a phone, what was typed is hard to know otherwise. */
export function PasswordField(props: Omit<ComponentProps<typeof Field>, "type">) {
  const say = useSignInText();
  const [isShown, setShown] = useState(false);
  return (
    <div className="password-field">
      <Field
        required
        maxLength={128}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        {...props}
        type={isShown ? "text" : "password"}
      />
      <button
        type="button"
        aria-label={say(isShown ? "hidePassword" : "showPassword")}
        onClick={() => setShown(!isShown)}
      >
        {say(isShown ? "hide" : "show")}
      </button>
    </div>
  );
}
