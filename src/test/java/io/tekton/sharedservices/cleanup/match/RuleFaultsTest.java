package io.tekton.sharedservices.cleanup.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFaultsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "program=mysqld script=server.js | is no interpreter",
                "program=my-*,/opt/tool script=a.py | is no interpreter",
                "program=php script=index.php | is no interpreter",
                "module=x script=y | never hold together",
                "program=python3 module=x script=y | never hold together",
                "program=node module=x | runs modules",
                "program=bash module=x | runs modules",
                "program=x argument=\"--mode batch\" | option.--mode=batch",
                "program=x argument=ok,\"-n 5\" | option.-n=5",
                "program=\"python3 -u\" | condition of its own for '-u'",
                "program=\"python3 run.py\" | condition of its own for 'run.py'",
                "program=\"tool /srv/x\" | condition of its own for '/srv/x'",
                "script=\"run.py --fast\" | has a blank",
                "program=\"my tool.py x.py\" | has a blank",
                "program=python* module=\"shared ai\" | no module's name",
                "module=shared/ai/x | no module's name",
                "module=run.py | use script=run.py",
                "program=/opt/tools/ | is a folder",
                "script=batch/ | is a folder",
                "script=/srv//run.py | no plain path",
                "script=/srv/../run.py | no plain path",
                "program=x component=\"a b\" | no component's name",
                "program=x component=a/b | no component's name",
                "program=x option.--=y | is no option",
                "program=x option.---mode=y | is no option",
                "program=a program=b | at once",
                "program=x option.--mode=a option.--mode=b,c | at once",
                "program=x env.A=1 env.A=2 | at once",
                "program=x component=apollo component=numa | at once",
                "script=a.py script=b.py | at once",
                "title=\"npm exec *\" program=npm | a title replaces the arguments",
                "title=* | '*' alone",
                "program=x,,y | empty pattern",
                "script=a.py, | empty pattern",
                "program=x cwd=/srv/jobs/ | '/srv/jobs/**' for all folders below",
                "program=x cwd=~/jobs | only a shell replaces",
                "program=x cwd=./jobs | no plain path",
                "program=x cwd=/srv/../jobs | no plain path",
                "program=x cwd=. | no plain path",
                "program=x cwd=.. | no plain path",
                "program=x cwd=../jobs | no plain path",
                "program=x cwd=/srv/./jobs | no plain path",
                "program=x cwd=/srv/.. | no plain path",
                "program=x cwd=/srv//jobs | no plain path",
                "exe=~/bin/x | only a shell replaces",
                "exe=/opt/bin/ | is a folder",
                "exe=/opt//x | no plain path",
                "exe=\"/opt/x (deleted)\" | mark of the kernel",
                "program=x parent=\"bash -c\" | condition of its own",
                "exe=* | '*' alone",
                "cwd=/srv/jobs | the working folder and the parent",
                "parent=make | the working folder and the parent",
                "program=x cwd=a,,b | empty pattern"
            })
    void aRuleThatCanNeverFitIsAFault(String text, String message) {
        assertThatThrownBy(() -> RuleParser.match("r", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "program=python* script=run.py",
                "program=python3.11 script=run.py",
                "program=/usr/bin/python3 script=run.py",
                "program=mysqld,node script=server.js",
                "program=* script=run.py",
                "program=p*3 script=run.py",
                "script=run.py",
                "program=bash script=x.sh",
                "program=-bash script=x.sh",
                "program=node20 script=x.js",
                "program=pypy3 module=x.y",
                "program=\"Google Chrome Helper\"",
                "script=\"my tools/batch/*.py\"",
                "program=x argument=\"two words\"",
                "program=x argument=\"--label=two words\"",
                "program=python* program=*3 script=a.py",
                "program=/usr/bin/x program=x",
                "program=x option.--mode=a,b option.--mode=b,c",
                "program=x option.--a=1 option.--b=2",
                "script=/srv/*/run.py",
                "program=bun script=x.ts",
                "program=deno script=x.ts",
                "program=tsx script=x.ts",
                "program=code script=server.js",
                "program=uv script=x.py",
                "program=uv module=x.y",
                "exe=/opt/x",
                "exe=/opt/x program=x cwd=/srv/jobs/** parent=make",
                "program=x cwd=/",
                "title=\"npm exec *\" exe=node cwd=/srv/*"
            })
    void aRuleThatCanFitIsNone(String text) {
        assertThat(RuleParser.match("r", text).conditions()).isNotEmpty();
    }
}
