package io.tekton.sharedservices.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-29T08:00:00Z");

    public enum Colour {
        RED
    }

    public record Place(int row, String seat) {
        public Place {
            if (row < 1) {
                throw new IllegalArgumentException("row must be above 0, not " + row);
            }
        }
    }

    public record Ticket(
            String id,
            Place place,
            @Nullable Place second,
            @Nullable Colour colour,
            Instant at,
            List<Place> others,
            List<Integer> prices,
            boolean paid,
            long secret) {}

    private static final RecordCodec<Place> PLACE = RecordCodec.of(Place.class);

    private static final RecordCodec<Ticket> TICKET = RecordCodec.of(Ticket.class)
            .first("place")
            .part("place", PLACE)
            .partWith(
                    "secondRow",
                    "second",
                    RecordCodec.of(Place.class).named("row", "secondRow").named("seat", "secondSeat"))
            .named("colour", "paint")
            .optional("colour")
            .as("at", String.class, Instant::toString, Instant::parse)
            .list("others", PLACE)
            .each("prices", String::valueOf, Integer::valueOf)
            .without("secret", -1L);

    private static final Ticket WHOLE = new Ticket(
            "a",
            new Place(1, "x"),
            new Place(2, "y"),
            Colour.RED,
            TIME,
            List.of(new Place(3, "z")),
            List.of(5, 6),
            true,
            -1);

    /** Fields as a map has them. */
    private record MapSource(Map<String, @Nullable Object> map) implements RecordCodec.Source {
        @Override
        public boolean has(String name) {
            return map.get(name) != null;
        }

        @Override
        public @Nullable Object value(String name, Class<?> type) {
            return type.cast(map.get(name));
        }

        @Override
        @SuppressWarnings("unchecked")
        public RecordCodec.@Nullable Source object(String name) {
            return has(name) ? new MapSource((Map<String, @Nullable Object>) map.get(name)) : null;
        }

        @Override
        @SuppressWarnings("unchecked")
        public @Nullable List<RecordCodec.Source> objects(String name) {
            return has(name)
                    ? ((List<Map<String, @Nullable Object>>) map.get(name))
                            .stream().<RecordCodec.Source>map(MapSource::new).toList()
                    : null;
        }

        @Override
        public RuntimeException missing(String name) {
            return new IllegalStateException(name + " is missing");
        }
    }

    @Test
    void writesEveryFieldInItsOrder() {
        assertThat(TICKET.map(WHOLE))
                .hasToString("{row=1, seat=x, id=a, secondRow=2, secondSeat=y, paint=RED, at=2026-11-29T08:00:00Z,"
                        + " others=[{row=3, seat=z}], prices=[5, 6], paid=true}");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(TICKET.read(new MapSource(TICKET.map(WHOLE)))).isEqualTo(WHOLE);
    }

    @Test
    void aPartThatIsNotThereIsNeitherWrittenNorRead() {
        Ticket without = new Ticket("a", new Place(1, "x"), null, null, TIME, List.of(), List.of(), false, -1);

        Map<String, @Nullable Object> fields = TICKET.map(without);

        assertThat(fields).doesNotContainKeys("secondRow", "secondSeat").containsEntry("paint", null);
        assertThat(TICKET.read(new MapSource(fields))).isEqualTo(without);
    }

    @Test
    void aFieldThatMustBeThereIsMissed() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(TICKET.map(WHOLE));
        fields.remove("paid");

        assertThatThrownBy(() -> TICKET.read(new MapSource(fields))).hasMessage("paid is missing");
    }

    @Test
    void aRecordThatContradictsItselfIsRefusedInItsOwnWords() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(PLACE.map(new Place(1, "x")));
        fields.put("row", 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLACE.read(new MapSource(fields)))
                .withMessage("row must be above 0, not 0");
    }

    @Test
    void aComponentThatThereIsNotIsAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordCodec.of(Place.class).named("column", "c"));
    }
}
