import { localised, useLanguage } from "@siren/web/i18n";
import { Field } from "@siren/web/ui/field";
import { useStores } from "../../shared/queries.ts";
import { Check } from "./fields.tsx";
import { posts, type StaffFaults, type StaffForm } from "./staff-form.ts";
import { useStaffText } from "./staff-texts.ts";

type PartProps = {
  value: StaffForm;
  faults: StaffFaults;
  change: (patch: Partial<StaffForm>) => void;
};

/** Who somebody new is: with an account that is made here, or with the one that they have. */
export function NewAccount(props: PartProps & { first: string; setFirst: (password: string) => void }) {
  const { value, faults, change, first, setFirst } = props;
  const say = useStaffText();
  return (
    <>
      <Check
        label={say("hasAccount")}
        checked={value.hasAccount}
        testId="staff-has-account"
        onChange={(hasAccount) => change({ hasAccount })}
      />
      <p className="soft">{say(value.hasAccount ? "hasAccountLead" : "addLead")}</p>
      <div className="desk-grid">
        <Field
          label={say("email")}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          required
          maxLength={254}
          value={value.email}
          error={faults.email && say(faults.email)}
          data-testid="staff-email"
          onChange={({ target }) => change({ email: target.value })}
        />
        {value.hasAccount ? null : (
          <Field
            label={say("password")}
            name="password"
            type="password"
            autoComplete="new-password"
            required
            maxLength={128}
            hint={say("passwordHint")}
            value={first}
            error={faults.password && say(faults.password)}
            data-testid="staff-password"
            onChange={({ target }) => setFirst(target.value)}
          />
        )}
      </div>
    </>
  );
}

export function Nickname({ value, faults, change }: PartProps) {
  const say = useStaffText();
  return (
    <Field
      label={say("nickname")}
      name="nickname"
      required
      maxLength={40}
      value={value.nickname}
      error={faults.nickname && say(faults.nickname)}
      data-testid="staff-nickname"
      onChange={({ target }) => change({ nickname: target.value })}
    />
  );
}

/** `own`: the stores for which the editor may appoint. */
export function PostAndStores({ value, faults, change, own }: PartProps & { own: readonly string[] }) {
  const say = useStaffText();
  const nameOf = useStoreName();
  const chosenAnew = <T,>(all: readonly T[], chosen: readonly T[], one: T, isChosen: boolean) =>
    all.filter((each) => (each === one ? isChosen : chosen.includes(each)));
  return (
    <>
      <fieldset className="desk-checks">
        <legend>{say("roles")}</legend>
        {posts.map((post) => (
          <Check
            key={post}
            label={say(post)}
            checked={value.roles.includes(post)}
            testId={`staff-role-${post}`}
            onChange={(checked) => change({ roles: chosenAnew(posts, value.roles, post, checked) })}
          />
        ))}
      </fieldset>
      {faults.roles ? <p className="ui-field-error">{say(faults.roles)}</p> : null}
      <fieldset className="desk-checks">
        <legend>{say("stores")}</legend>
        {own.map((each) => (
          <Check
            key={each}
            label={nameOf(each)}
            checked={value.stores.includes(each)}
            testId={`staff-store-${each}`}
            onChange={(checked) => change({ stores: chosenAnew(own, value.stores, each, checked) })}
          />
        ))}
      </fieldset>
      {faults.stores ? <p className="ui-field-error">{say(faults.stores)}</p> : null}
    </>
  );
}

export function useStoreName(): (storeId: string) => string {
  const language = useLanguage();
  const stores = useStores();
  return (storeId) => {
    const store = stores.data?.find((each) => each.storeId === storeId);
    return store ? localised(store.name, language) : storeId;
  };
}
