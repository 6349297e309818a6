import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gx_platform', '0002_server'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=300)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('change_set_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('status', models.SmallIntegerField(default=0)),
                ('location', models.TextField(blank=True, default='')),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=b'')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='gx_sent_once')],
            },
        ),
    ]
