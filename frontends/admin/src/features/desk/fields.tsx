import { type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";

type SelectFieldProps = SelectHTMLAttributes<HTMLSelectElement> & {
  label: string;
  options: readonly { value: string; name: string }[];
  error?: string | undefined;
};

export function SelectField({ label, options, error, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="ui-field">
      <label htmlFor={id}>{label}</label>
      <select {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={`${id}-error`}>
        {options.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <span id={`${id}-error`} className="ui-field-error" aria-live="polite">
        {error}
      </span>
    </div>
  );
}

type TextAreaFieldProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  label: string;
  error?: string | undefined;
};

export function TextAreaField({ label, error, ...rest }: TextAreaFieldProps) {
  const id = useId();
  return (
    <div className="ui-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        rows={2}
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-error`}
      />
      <span id={`${id}-error`} className="ui-field-error" aria-live="polite">
        {error}
      </span>
    </div>
  );
}

type CheckProps = {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  testId?: string;
};

export function Check({ label, checked, onChange, testId }: CheckProps) {
  return (
    <label className="desk-check">
      <input
        type="checkbox"
        checked={checked}
        data-testid={testId}
        onChange={({ target }) => onChange(target.checked)}
      />
      {label}
    </label>
  );
}
