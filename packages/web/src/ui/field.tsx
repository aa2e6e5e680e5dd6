import { type InputHTMLAttributes, useId } from "react";

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  hint?: string;
  /** Shown beside the field and read out when it appears. */
  error?: string | undefined;
};

export function Field({ label, hint, error, id, ...rest }: FieldProps) {
  const own = useId();
  const inputId = id ?? own;
  return (
    <div className="ui-field">
      <label htmlFor={inputId}>{label}</label>
      <input
        {...rest}
        id={inputId}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${inputId}-hint ${inputId}-error`}
      />
      <span id={`${inputId}-hint`} className="ui-field-hint" hidden={!hint}>
        {hint}
      </span>
      <span id={`${inputId}-error`} className="ui-field-error" aria-live="polite">
        {error}
      </span>
    </div>
  );
}
