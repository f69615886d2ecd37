import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A step of the build: gives each lambda and method reference of the program a class of its own. Otherwise the JVM makes
 * that class in each process at the first use, which costs ten times as much as to load one from the class-data archive
 * (docs/decisions/0047). What javac wrote is unchanged but for the one instruction that makes the object.
 *
 * <p>A class {@code A} gets {@code A$$0}, {@code A$$1} and so on, members of its nest (JVMS 4.7.28), so that they may
 * call its private methods. What would need a conversion between primitive types and objects stays as it is. The result
 * depends on the class files alone.
 */
public final class LambdaClasses {
    private static final Pattern MADE = Pattern.compile(".*\\$\\$\\d+\\.class");
    private static final String ONLY = "ONLY";

    private final Path root;
    private final Map<String, ClassNode> classes = new TreeMap<>();
    private final Map<String, byte[]> made = new TreeMap<>();
    private final Set<String> changed = new TreeSet<>();

    private LambdaClasses(Path root) {
        this.root = root;
    }

    /** @param arguments the folder of the classes */
    public static void main(String[] arguments) throws IOException {
        new LambdaClasses(Path.of(arguments[0])).run();
    }

    private void run() throws IOException {
        read();
        for (ClassNode type : classes.values()) {
            int count = 0;
            for (MethodNode method : type.methods) {
                for (AbstractInsnNode instruction : method.instructions.toArray()) {
                    if (instruction instanceof InvokeDynamicInsnNode dynamic && isLambda(dynamic)) {
                        Lambda lambda = new Lambda(type, nest(type), type.name + "$$" + count, dynamic);
                        if (lambda.isPlain()) {
                            count++;
                            made.put(lambda.name, lambda.bytes());
                            method.instructions.set(instruction, lambda.instead());
                            join(nest(type), lambda.name);
                            changed.add(type.name);
                        }
                    }
                }
            }
        }
        write();
    }

    private void read() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
        for (Path file : files) {
            ClassNode type = new ClassNode();
            new ClassReader(Files.readAllBytes(file)).accept(type, 0);
            classes.put(type.name, type);
        }
        // What an earlier run made of a class that was compiled again.
        Set<String> compiled = new TreeSet<>();
        for (ClassNode type : classes.values()) {
            if (type.methods.stream().anyMatch(method -> hasPlainLambda(type, method))) {
                compiled.add(nest(type));
            }
        }
        for (Path file : files) {
            String name = root.relativize(file).toString().replace('\\', '/').replaceFirst("\\.class$", "");
            ClassNode type = classes.get(name);
            if (type != null && MADE.matcher(file.toString()).matches() && compiled.contains(nest(type))) {
                Files.delete(file);
                classes.remove(name);
            }
        }
    }

    private static boolean hasPlainLambda(ClassNode type, MethodNode method) {
        return Stream.of(method.instructions.toArray())
                .anyMatch(instruction -> instruction instanceof InvokeDynamicInsnNode dynamic
                        && isLambda(dynamic)
                        && new Lambda(type, nest(type), "", dynamic).isPlain());
    }

    private static boolean isLambda(InvokeDynamicInsnNode dynamic) {
        return dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                && dynamic.bsm.getName().equals("metafactory");
    }

    private static String nest(ClassNode type) {
        return type.nestHostClass == null ? type.name : type.nestHostClass;
    }

    private void join(String nest, String name) {
        ClassNode host = classes.get(nest);
        if (host.nestMembers == null) {
            host.nestMembers = new ArrayList<>();
        }
        host.nestMembers.add(name);
        changed.add(nest);
    }

    private void write() throws IOException {
        for (Map.Entry<String, byte[]> one : made.entrySet()) {
            Files.write(root.resolve(one.getKey() + ".class"), one.getValue());
        }
        for (String name : changed) {
            ClassWriter writer = new ClassWriter(0);
            classes.get(name).accept(writer);
            Files.write(root.resolve(name + ".class"), writer.toByteArray());
        }
    }

    /** One use of a lambda, and its class. */
    private static final class Lambda {
        private final ClassNode within;
        private final String nest;
        private final String name;
        private final InvokeDynamicInsnNode use;
        private final Type[] captured;
        private final Type face;
        private final Type erased;
        private final Type[] given;
        private final Type[] actual;
        private final Handle body;
        private final boolean makes;
        private final List<Type> takes = new ArrayList<>();
        private final Type gives;

        Lambda(ClassNode within, String nest, String name, InvokeDynamicInsnNode use) {
            this.within = within;
            this.nest = nest;
            this.name = name;
            this.use = use;
            this.captured = Type.getArgumentTypes(use.desc);
            this.face = Type.getReturnType(use.desc);
            this.erased = (Type) use.bsmArgs[0];
            this.body = (Handle) use.bsmArgs[1];
            this.given = erased.getArgumentTypes();
            this.actual = ((Type) use.bsmArgs[2]).getArgumentTypes();
            this.makes = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
            if (!makes && body.getTag() != Opcodes.H_INVOKESTATIC) {
                takes.add(Type.getObjectType(body.getOwner()));
            }
            takes.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
            this.gives = makes ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
        }

        /** Whether casts are all that lies between what it is given and what its body takes. */
        boolean isPlain() {
            if (takes.size() != captured.length + given.length) {
                return false;
            }
            for (int i = 0; i < takes.size(); i++) {
                Type from = i < captured.length ? captured[i] : given[i - captured.length];
                if (!fits(from, takes.get(i))) {
                    return false;
                }
            }
            Type wanted = erased.getReturnType();
            return wanted.getSort() == Type.VOID || fits(gives, wanted);
        }

        private static boolean fits(Type from, Type to) {
            return isObject(from) ? isObject(to) : from.equals(to);
        }

        private static boolean isObject(Type type) {
            return type.getSort() >= Type.ARRAY;
        }

        /** Takes from the stack, and leaves there, what the instruction of javac did. */
        AbstractInsnNode instead() {
            return captured.length == 0
                    ? new FieldInsnNode(Opcodes.GETSTATIC, name, ONLY, face.getDescriptor())
                    : new MethodInsnNode(Opcodes.INVOKESTATIC, name, "of", use.desc, false);
        }

        byte[] bytes() {
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
            writer.visit(
                    within.version, access, name, null, "java/lang/Object", new String[] {face.getInternalName()});
            writer.visitNestHost(nest);
            constructor(writer);
            if (captured.length == 0) {
                only(writer);
            } else {
                of(writer);
            }
            method(writer);
            writer.visitEnd();
            return writer.toByteArray();
        }

        private String constructorType() {
            return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
        }

        private static String field(int index) {
            return "captured" + index;
        }

        private void constructor(ClassWriter writer) {
            for (int i = 0; i < captured.length; i++) {
                int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
                writer.visitField(access, field(i), captured[i].getDescriptor(), null, null)
                        .visitEnd();
            }
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructorType(), null, null);
            code.visitCode();
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            int at = 1;
            for (int i = 0; i < captured.length; i++) {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                at = load(code, captured[i], at);
                code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
            }
            end(code, Opcodes.RETURN);
        }

        /** As the JVM does, one object for all uses of a lambda that captures nothing. */
        private void only(ClassWriter writer) {
            int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
            writer.visitField(access, ONLY, face.getDescriptor(), null, null).visitEnd();
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(), false);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, ONLY, face.getDescriptor());
            end(code, Opcodes.RETURN);
        }

        private void of(ClassWriter writer) {
            MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "of", use.desc, null, null);
            code.visitCode();
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            int at = 0;
            for (Type one : captured) {
                at = load(code, one, at);
            }
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(), false);
            end(code, Opcodes.ARETURN);
        }

        private void method(ClassWriter writer) {
            MethodVisitor code =
                    writer.visitMethod(Opcodes.ACC_PUBLIC, use.name, erased.getDescriptor(), null, null);
            code.visitCode();
            if (makes) {
                code.visitTypeInsn(Opcodes.NEW, body.getOwner());
                code.visitInsn(Opcodes.DUP);
            }
            for (int i = 0; i < captured.length; i++) {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
                cast(code, captured[i], takes.get(i));
            }
            int at = 1;
            for (int i = 0; i < given.length; i++) {
                at = load(code, given[i], at);
                Type known = isObject(given[i]) && isObject(actual[i]) ? actual[i] : given[i];
                cast(code, given[i], known);
                cast(code, known, takes.get(captured.length + i));
            }
            code.visitMethodInsn(instruction(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
            Type wanted = erased.getReturnType();
            if (wanted.getSort() == Type.VOID) {
                if (gives.getSize() > 0) {
                    code.visitInsn(gives.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
                }
            } else {
                cast(code, gives, wanted);
            }
            end(code, wanted.getOpcode(Opcodes.IRETURN));
        }

        /** A private method of the nest is called as any other (JVMS 5.4.6). */
        private int instruction() {
            return switch (body.getTag()) {
                case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            };
        }

        private static int load(MethodVisitor code, Type type, int at) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), at);
            return at + type.getSize();
        }

        private static void cast(MethodVisitor code, Type from, Type to) {
            if (isObject(to) && !from.equals(to) && !to.getInternalName().equals("java/lang/Object")) {
                code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
            }
        }

        private static void end(MethodVisitor code, int instruction) {
            code.visitInsn(instruction);
            code.visitMaxs(0, 0);
            code.visitEnd();
        }
    }
}
