import { useText } from "./texts.ts";

type StepperProps = {
  value: number;
  min: number;
  max: number;
  label: string;
  onChange: (value: number) => void;
};

export function Stepper({ value, min, max, label, onChange }: StepperProps) {
  const say = useText();
  return (
    // A fieldset would bring a legend that is not to be seen; the name is all that is wanted.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div className="stepper" role="group" aria-label={label}>
      <button
        type="button"
        className="round-button"
        aria-label={say("fewer")}
        aria-disabled={value <= min}
        onClick={() => value > min && onChange(value - 1)}
      >
        −
      </button>
      <output aria-live="polite">{value}</output>
      <button
        type="button"
        className="round-button"
        aria-label={say("more")}
        aria-disabled={value >= max}
        onClick={() => value < max && onChange(value + 1)}
      >
        +
      </button>
    </div>
  );
}
