package io.tekton.sharedservices.json;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether two values say the same, however they are spelt: 1.10 and 1.1, an escape and its character, members in
 * another order.
 */
public final class JsonEquality {
    private JsonEquality() {}

    public static boolean same(JsonValue one, JsonValue other) {
        if (one instanceof JsonValue.Object object && other instanceof JsonValue.Object others) {
            return sameMembers(object.members(), others.members());
        }
        if (one instanceof JsonValue.Array array && other instanceof JsonValue.Array others) {
            return sameElements(array.elements(), others.elements());
        }
        if (one instanceof JsonValue.Scalar scalar && other instanceof JsonValue.Scalar others) {
            return scalar.type() == others.type()
                    && (scalar.text().equals(others.text())
                            || (scalar.type() == JsonValue.Type.NUMBER && sameNumber(scalar.raw(), others.raw())));
        }
        return false;
    }

    private static boolean sameMembers(List<JsonValue.Member> ones, List<JsonValue.Member> others) {
        if (ones.size() != others.size()) {
            return false;
        }
        Map<String, JsonValue> byName = new HashMap<>();
        others.forEach(member -> byName.put(member.name(), member.value()));
        return ones.stream().allMatch(member -> {
            JsonValue other = byName.get(member.name());
            return other != null && same(member.value(), other);
        });
    }

    private static boolean sameElements(List<JsonValue> ones, List<JsonValue> others) {
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            if (!same(ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameNumber(String one, String other) {
        try {
            return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
        } catch (ArithmeticException | NumberFormatException e) {
            // an exponent beyond all numbers: the same only where it is spelt the same
            return false;
        }
    }
}
